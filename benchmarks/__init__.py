"""What is measured by hand and never in continuous integration; see README.md."""
