"""Words of people, for the form, spreadsheets and files: dates, ages, days and hours, numbers, how to reach, where."""
