"""Programs that make the models shipped with diffgentor; never part of the wheel."""
