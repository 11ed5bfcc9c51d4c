"""What commands print on a terminal, put together: one module for each thing that is shown."""
