package org.blockwright.data.decode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * A JPEG file, walked marker by marker to its end (ITU-T T.81, annex B). Libraries fill what a cut
 * off file lacks with one colour and say nothing, so the walk decides, not they.
 *
 * @param adobe the colour transform of the Adobe marker, -1 without one
 */
record JpegFile(
    Bytes file, int width, int height, int components, int adobe, Orientation orientation) {

  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;

  static JpegFile walk(byte[] content) throws Refused {
    Bytes file = new Bytes(Format.JPEG, content);
    long frame = -1;
    boolean scan = false;
    int adobe = -1;
    Orientation orientation = Orientation.UPRIGHT;
    long at = 2;
    while (true) {
      int marker = marker(file, at);
      while (file.u8(at + 1) == 0xFF) {
        at++;
      }
      at += 2;
      if (marker == EOI) {
        break;
      }
      if (marker == 0x01 || marker >= 0xD0 && marker <= 0xD7) {
        continue;
      }
      int length = bigOrCutOff(file, at);
      if (isFrame(marker) && frame < 0) {
        frame = at;
      } else if (marker == 0xE1 && file.says(at + 2, "Exif\0\0")) {
        orientation = Orientation.read(file, at + 8);
      } else if (marker == 0xEE && length >= 14 && file.says(at + 2, "Adobe")) {
        adobe = file.u8(at + 13);
      }
      at += length;
      if (marker == SOS) {
        scan = true;
        at = afterEntropy(file, at);
      }
    }
    if (frame < 0 || !scan) {
      throw DecodeProblems.damaged(Format.JPEG, "it holds no picture");
    }
    if (file.u8(frame + 2) != 8) {
      throw DecodeProblems.unsupported(Format.JPEG, file.u8(frame + 2) + " bits a sample");
    }
    int height = file.big16(frame + 3);
    int width = file.big16(frame + 5);
    Limits.check(Format.JPEG, width, height);
    return new JpegFile(file, width, height, file.u8(frame + 7), adobe, orientation);
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  /** The marker at a place, past any fill bytes. */
  private static int marker(Bytes file, long at) throws Refused {
    if (at + 1 >= file.length()) {
      throw noEnd();
    }
    if (file.u8(at) != 0xFF) {
      throw DecodeProblems.damaged(Format.JPEG, "no marker at byte " + at);
    }
    while (at < file.length() && file.u8(at) == 0xFF) {
      at++;
    }
    if (at >= file.length()) {
      throw noEnd();
    }
    return file.u8(at);
  }

  private static int bigOrCutOff(Bytes file, long at) throws Refused {
    if (at + 1 >= file.length()) {
      throw noEnd();
    }
    return file.big16(at);
  }

  /** The next marker after a scan's entropy-coded data; FF00 and restarts belong to the data. */
  private static long afterEntropy(Bytes file, long at) throws Refused {
    byte[] content = file.array();
    for (int i = (int) Math.min(at, content.length); i + 1 < content.length; i++) {
      if (content[i] == (byte) 0xFF) {
        int next = content[i + 1] & 0xff;
        if (next != 0 && next != 0xFF && (next < 0xD0 || next > 0xD7)) {
          return i;
        }
      }
    }
    throw noEnd();
  }

  private static Refused noEnd() {
    return DecodeProblems.cutOff(Format.JPEG, "its end marker (EOI) is missing");
  }

  Picture decode() throws Refused {
    Picture stored =
        switch (components) {
          case 1 -> NativeDecoder.decode(Format.JPEG, file.array(), true);
          case 3 -> NativeDecoder.decode(Format.JPEG, file.array(), false);
          case 4 -> inks();
          default -> throw DecodeProblems.unsupported(Format.JPEG, components + " components");
        };
    return orientation.upright(stored);
  }

  /**
   * Cyan, magenta, yellow and black, as stored: a file with the Adobe marker holds 255 - ink. The
   * native library takes every file for one of Adobe's, so the stored bytes are read here.
   */
  private Picture inks() throws Refused {
    int[] stored = storedInks();
    byte[] out = new byte[width * height * 3];
    for (int i = 0; i < width * height; i++) {
      int black = light(stored[4 * i + 3]);
      for (int k = 0; k < 3; k++) {
        out[3 * i + k] = (byte) Math.round(light(stored[4 * i + k]) * black / 255f);
      }
    }
    return Picture.of(height, width, 3, out);
  }

  /** 255 - ink. */
  private int light(int stored) {
    return adobe >= 0 ? stored : 255 - stored;
  }

  private int[] storedInks() throws Refused {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
    ImageReader reader = readers.next();
    try (ImageInputStream in =
        ImageIO.createImageInputStream(new ByteArrayInputStream(file.array()))) {
      reader.setInput(in, true, true);
      int[] samples = reader.readRaster(0, null).getPixels(0, 0, width, height, (int[]) null);
      if (adobe == 2) {
        toInks(samples);
      }
      return samples;
    } catch (IOException | RuntimeException e) {
      throw DecodeProblems.damaged(Format.JPEG, "its pixels do not decode");
    } finally {
      reader.dispose();
    }
  }

  /** YCCK to the stored inks: YCbCr to RGB by ITU-T T.871, each 255 minus it, black as it is. */
  private static void toInks(int[] samples) {
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
