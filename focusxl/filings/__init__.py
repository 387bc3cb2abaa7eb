"""A filing: one firm's report for one period, the pages its firm reports, and its totals."""
