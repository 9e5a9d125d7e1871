package org.blockwright.data.audit;

import org.blockwright.data.Sample;
import org.blockwright.data.decode.Image;

/**
 * What the audit remembers of an image whose pixels it has read.
 *
 * @param listed the image with its subset and class
 * @param fingerprint for the search for duplicates
 * @param cues in the order of {@link Cue}
 */
record AuditedImage(ListedImage listed, ImageFingerprint fingerprint, double[] cues) {

  static AuditedImage of(ListedImage listed, Image image) {
    return new AuditedImage(
        listed,
        ImageFingerprint.of(image),
        CueCalculator.of(image, listed.sample().image().fileSize()));
  }

  Sample sample() {
    return listed.sample();
  }

  String className() {
    return listed.className();
  }

  /** The image for {@link Duplicates}. */
  ImageFingerprint.Entry fingerprintEntry() {
    return new ImageFingerprint.Entry(sample().image(), sample().sha256(), fingerprint);
  }

  double cue(Cue cue) {
    return cues[cue.ordinal()];
  }
}
