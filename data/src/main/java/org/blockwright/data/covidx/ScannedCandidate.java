package org.blockwright.data.covidx;

import java.nio.file.Path;
import org.blockwright.data.audit.ImageFingerprint;
import org.blockwright.data.decode.ImageSource;

/** A row with an image that can be decoded. */
record ScannedCandidate(MetadataRow row, ImageClass imageClass, ScannedImage image) {
  Path file() {
    return row.image().orElseThrow();
  }

  ImageFingerprint.Entry fingerprintEntry() {
    return new ImageFingerprint.Entry(ImageSource.of(file()), image.sha256(), image.fingerprint());
  }

  /** Returns the place and the file for messages. */
  String name() {
    return row.source() + ":" + row.file();
  }
}
