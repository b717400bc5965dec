"""`python -m pipeline.package`: the data dictionary, to standard output."""

from pipeline.package.dictionary import page

if __name__ == "__main__":
    print(page(), end="")
