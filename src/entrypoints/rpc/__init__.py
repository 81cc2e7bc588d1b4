"""The gRPC side: the generated contract, and later the servicers that speak it."""
