"""`python -m focusxl` is the command `focusxl`."""

from focusxl.cli.main import main

if __name__ == "__main__":
    main()
