"""What decoder boxes and other timing systems send, one module per protocol: bytes in, values out, and back."""
