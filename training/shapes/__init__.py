"""The bundled model `shapes`: its scenes, its judge and the training from nothing."""
