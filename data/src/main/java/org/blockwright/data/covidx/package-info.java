/**
 * Builds a dataset of chest x-rays like COVIDx from local copies of its public sources: {@link
 * org.blockwright.data.covidx.CovidX} reads the metadata, filters and labels the rows, finds
 * duplicates by content, splits by patient and writes folders with a manifest.
 *
 * <p>{@link org.blockwright.data.covidx.Source} is the table that describes the sources.
 */
package org.blockwright.data.covidx;
