"""Publishing: a meeting gathered, turned into a set of files, and what is missing said."""
