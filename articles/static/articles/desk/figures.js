// Figures: chosen from the media library or dropped, described, with their focal point.
