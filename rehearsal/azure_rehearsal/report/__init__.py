"""What works after `up`: verdicts, references, what is left to do."""
