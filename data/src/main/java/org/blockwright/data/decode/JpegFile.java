package org.blockwright.data.decode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * A JPEG file, parsed marker by marker to its end (ITU-T T.81, annex B). Libraries fill missing
 * parts of a truncated file with one color and report no error, so the file is checked here.
 *
 * @param jfif whether it has a JFIF header
 * @param adobeTransform the color transform of the Adobe marker, -1 without one
 * @param segments the segments needed to decode pixels: tables, frame, scans
 */
record JpegFile(
    ByteReader file,
    JpegFrame frame,
    boolean jfif,
    int adobeTransform,
    Orientation orientation,
    List<Segment> segments) {

  static final int EOI = 0xD9;
  static final int SOS = 0xDA;

  /**
   * A segment.
   *
   * @param offset the offset of its length field, after the marker
   * @param length its length, with the two bytes of the length field
   * @param end its exclusive end; for a scan, after its data
   */
  record Segment(int marker, int offset, int length, int end) {}

  static JpegFile parse(byte[] content) throws DecodeException {
    ByteReader file = new ByteReader(Format.JPEG, content);
    List<Segment> segments = new ArrayList<>();
    JpegFrame frame = null;
    boolean scan = false;
    boolean jfif = false;
    int adobe = -1;
    Orientation orientation = Orientation.UPRIGHT;
    int at = 2;
    while (true) {
      at = afterMarker(file, at);
      int marker = file.u8(at - 1);
      if (marker == EOI) {
        break;
      }
      if (marker == 0x01 || marker >= 0xD0 && marker <= 0xD8) {
        continue;
      }
      int length = at + 1 < content.length ? file.u16be(at) : 0;
      if (length < 2 && at + 1 < content.length) {
        throw DecodeProblems.damaged(Format.JPEG, "a segment has the length " + length);
      }
      if (at + length > content.length || at + 1 >= content.length) {
        throw missingEnd();
      }
      int end = at + length;
      if (JpegFrame.isFrameMarker(marker)) {
        if (frame != null) {
          throw DecodeProblems.damaged(Format.JPEG, "it has two frame headers");
        }
        frame = JpegFrame.read(file, marker, at);
      } else if (marker == 0xE0 && length >= 16 && file.matchesAscii(at + 2, "JFIF\0")) {
        jfif = true;
      } else if (marker == 0xE1 && file.matchesAscii(at + 2, "Exif\0\0")) {
        orientation = Orientation.read(file, at + 8);
      } else if (marker == 0xEE && length >= 14 && file.matchesAscii(at + 2, "Adobe")) {
        adobe = file.u8(at + 13);
      } else if (marker == SOS && frame == null) {
        throw DecodeProblems.damaged(Format.JPEG, "it has a scan before its frame header");
      } else if (marker == SOS) {
        scan = true;
        end = endOfScanData(file, at + length);
      }
      if (JpegFrame.isFrameMarker(marker) || REQUIRED_MARKERS.contains(marker)) {
        segments.add(new Segment(marker, at, length, end));
      }
      at = end;
    }
    if (frame == null || !scan) {
      throw DecodeProblems.damaged(Format.JPEG, "it contains no image");
    }
    return new JpegFile(file, frame, jfif, adobe, orientation, List.copyOf(segments));
  }

  /** DHT, DQT, DRI and SOS. */
  private static final Set<Integer> REQUIRED_MARKERS = Set.of(0xC4, 0xDB, 0xDD, SOS);

  /** The offset after the next marker; stray bytes are skipped, as in image viewers. */
  private static int afterMarker(ByteReader file, int from) throws DecodeException {
    byte[] content = file.array();
    for (int i = from; i + 1 < content.length; i++) {
      if (content[i] == (byte) 0xff && content[i + 1] != 0 && content[i + 1] != (byte) 0xff) {
        return i + 2;
      }
    }
    throw missingEnd();
  }

  /** The offset of the next marker after the data of a scan, which includes FF00 and restarts. */
  private static int endOfScanData(ByteReader file, int at) throws DecodeException {
    byte[] content = file.array();
    for (int i = at; i + 1 < content.length; i++) {
      if (content[i] == (byte) 0xFF) {
        int next = content[i + 1] & 0xff;
        if (next != 0 && next != 0xFF && (next < 0xD0 || next > 0xD7)) {
          return i;
        }
      }
    }
    throw missingEnd();
  }

  private static DecodeException missingEnd() {
    return DecodeProblems.truncated(Format.JPEG, "its end marker (EOI) is missing");
  }

  /** Returns the number of scans. */
  long scans() {
    return segments.stream().filter(segment -> segment.marker() == SOS).count();
  }

  Image decode() throws DecodeException {
    byte[] sanitized = JpegSanitizer.sanitize(this);
    int components = frame.components().size();
    Image stored =
        components == 4
            ? decodeCmyk(sanitized)
            : NativeDecoder.decode(Format.JPEG, sanitized, components == 1);
    if (stored.width() != frame.width() || stored.height() != frame.height()) {
      throw DecodeProblems.damaged(Format.JPEG, "its pixels cannot be decoded");
    }
    return orientation.apply(stored);
  }

  /**
   * Decodes CMYK. A file with the Adobe marker stores 255 - ink. The native library assumes the
   * Adobe format for every file, so the stored bytes are read by the JDK.
   */
  private Image decodeCmyk(byte[] file) throws DecodeException {
    int width = frame.width();
    int height = frame.height();
    int[] stored = readCmyk(file);
    byte[] out = new byte[width * height * 3];
    for (int i = 0; i < width * height; i++) {
      int black = inverted(stored[4 * i + 3]);
      for (int k = 0; k < 3; k++) {
        out[3 * i + k] = (byte) Math.round(inverted(stored[4 * i + k]) * black / 255f);
      }
    }
    return Image.of(height, width, 3, out);
  }

  /** Returns 255 - ink. */
  private int inverted(int stored) {
    return adobeTransform >= 0 ? stored : 255 - stored;
  }

  private int[] readCmyk(byte[] file) throws DecodeException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
    ImageReader reader = readers.next();
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(in, true, true);
      int[] samples =
          reader.readRaster(0, null).getPixels(0, 0, frame.width(), frame.height(), (int[]) null);
      if (adobeTransform == 2) {
        ycckToCmyk(samples);
      }
      return samples;
    } catch (IOException | RuntimeException e) {
      throw DecodeProblems.damaged(Format.JPEG, "its pixels cannot be decoded");
    } finally {
      reader.dispose();
    }
  }

  /** Converts YCCK to stored CMYK: YCbCr to RGB by ITU-T T.871, then 255 - RGB; K is unchanged. */
  private static void ycckToCmyk(int[] samples) {
    for (int i = 0; i < samples.length; i += 4) {
      double y = samples[i];
      double cb = samples[i + 1] - 128.0;
      double cr = samples[i + 2] - 128.0;
      samples[i] = clip(255 - (y + 1.402 * cr));
      samples[i + 1] = clip(255 - (y - 0.344136 * cb - 0.714136 * cr));
      samples[i + 2] = clip(255 - (y + 1.772 * cb));
    }
  }

  private static int clip(double value) {
    return (int) Math.max(0, Math.min(255, Math.round(value)));
  }
}
