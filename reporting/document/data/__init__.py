"""The data of a pack as tables: the same for a spreadsheet, for CSV and for readers of either."""
