package org.blockwright.data.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        CueCalculator.of(image, listed.sample().file().map(AuditedImage::size).orElse(0L)));
  }

  Sample sample() {
    return listed.sample();
  }

  String className() {
    return listed.className();
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      // The file was decoded a moment ago: it vanished since then.
      return 0;
    }
  }

  /** The image for {@link Duplicates}. */
  ImageFingerprint.Entry fingerprintEntry() {
    return new ImageFingerprint.Entry(sample().image(), sample().sha256(), fingerprint);
  }

  double cue(Cue cue) {
    return cues[cue.ordinal()];
  }
}
