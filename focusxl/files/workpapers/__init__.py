"""The supporting schedules of a report: page by page, each amount with its parts and tick marks."""
