package org.blockwright.data.audit;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.blockwright.data.Sample;
import org.blockwright.data.decode.Image;

/**
 * What the audit remembers of an image whose pixels it has read.
 *
 * @param listed the image with its subset and class
 * @param pixelHash SHA-256 of width, height and samples
 * @param perceptualHash see {@link PerceptualHash}
 * @param cues in the order of {@link Cue}
 */
record AuditedImage(ListedImage listed, String pixelHash, long perceptualHash, double[] cues) {

  static AuditedImage of(ListedImage listed, Image image) {
    return new AuditedImage(
        listed,
        pixelHash(image),
        PerceptualHash.of(image),
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

  /** A gray image has the hash of the same image in color, since its pixels look the same. */
  private static String pixelHash(Image image) {
    byte[] samples = image.toBytes();
    ByteBuffer size = ByteBuffer.allocate(8).putInt(image.width()).putInt(image.height());
    return Hashing.sha256()
        .newHasher()
        .putBytes(size.array())
        .putBytes(image.channels() == 3 ? samples : repeated(samples))
        .hash()
        .toString();
  }

  private static byte[] repeated(byte[] gray) {
    byte[] out = new byte[3 * gray.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = gray[i / 3];
    }
    return out;
  }

  double cue(Cue cue) {
    return cues[cue.ordinal()];
  }
}
