"""What one firm reports for one period: the filing, which pages its firm reports, its totals."""
