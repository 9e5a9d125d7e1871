package org.blockwright.data.covidx;

/** A row that passed the filters, with its class. */
record Candidate(MetadataRow row, ImageClass imageClass) {}
