"""What is kept between two commands: store, journal, locks, folders."""
