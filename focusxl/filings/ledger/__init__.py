"""The ledger behind a report: balances of accounts, and the mapping that leads them into boxes."""
