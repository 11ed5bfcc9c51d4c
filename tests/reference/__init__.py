"""An independent, slow, readable scorer and a race generator, to hold the fast engine against."""
