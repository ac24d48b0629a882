"""What everything stands on: the clock, the disk, the network, problems and phrases in French."""
