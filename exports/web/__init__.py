"""The web page: the same weeks as the workbook's, to be read on a screen, a phone or on paper."""
