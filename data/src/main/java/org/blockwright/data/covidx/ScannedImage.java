package org.blockwright.data.covidx;

import org.blockwright.data.audit.ImageFingerprint;

/**
 * What is known of an image once it was decoded.
 *
 * @param sha256 of the file
 * @param width pixels after the EXIF orientation was applied
 * @param height pixels after the EXIF orientation was applied
 * @param fingerprint of the pixels
 */
record ScannedImage(String sha256, int width, int height, ImageFingerprint fingerprint) {}
