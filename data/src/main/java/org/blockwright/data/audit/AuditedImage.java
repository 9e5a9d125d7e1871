package org.blockwright.data.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.blockwright.data.Sample;
import org.blockwright.data.decode.Image;

/**
 * What the audit remembers of an image.
 *
 * @param subset the name of its subset; empty if there is only one
 * @param sample the image with its class and group
 * @param className the name of its class; for several labels all of them
 * @param fingerprint for the search for duplicates
 * @param cues in the order of {@link Cue}
 */
record AuditedImage(
    String subset, Sample sample, String className, ImageFingerprint fingerprint, double[] cues) {

  static AuditedImage of(String subset, Sample sample, String className, Image image) {
    return new AuditedImage(
        subset,
        sample,
        className,
        ImageFingerprint.of(image),
        CueCalculator.of(image, sample.file().map(AuditedImage::size).orElse(0L)));
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
    return new ImageFingerprint.Entry(sample.image(), sample.sha256(), fingerprint);
  }

  /** The subset and the key, for messages. */
  String name() {
    return subset.isEmpty() ? sample.key() : subset + ": " + sample.key();
  }

  double cue(Cue cue) {
    return cues[cue.ordinal()];
  }
}
