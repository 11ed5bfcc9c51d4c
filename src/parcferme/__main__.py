"""`python -m parcferme` is the command `parcferme`."""

from parcferme.cli import main

if __name__ == "__main__":
    main()
