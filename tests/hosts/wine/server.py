"""Runs under Windows Python: xlwings' own COM server for the class id given."""

import sys

import xlwings

if __name__ == "__main__":
    xlwings.serve(sys.argv[1])
