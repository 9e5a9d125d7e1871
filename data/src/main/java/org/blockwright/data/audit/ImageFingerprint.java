package org.blockwright.data.audit;

import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import org.blockwright.data.decode.Image;
import org.blockwright.data.decode.ImageSource;

/**
 * What is needed to find the duplicates of an image without its pixels, see {@link Duplicates}.
 *
 * @param pixelHash the SHA-256 of width, height and samples, as 64 hexadecimal digits; a gray image
 *     has the hash of the same image in color, since its pixels look the same
 * @param perceptualHash a hash of 64 bits that hardly changes if an image is resized or compressed
 *     again
 */
public record ImageFingerprint(String pixelHash, long perceptualHash) {

  /** Returns the fingerprint of a decoded image. */
  public static ImageFingerprint of(Image image) {
    return new ImageFingerprint(pixelHash(image), PerceptualHash.of(image));
  }

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

  /**
   * An image whose duplicates are searched for.
   *
   * @param image read again if there is another image that looks similar
   * @param sha256 the SHA-256 of the file
   * @param fingerprint that of its pixels
   */
  public record Entry(ImageSource image, String sha256, ImageFingerprint fingerprint) {}
}
