"""Bad input, full disks, interruptions: one clear sentence, and nothing half-written."""
