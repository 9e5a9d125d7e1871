package org.blockwright.data.decode;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** Decodes with OpenCV, used for JPEG of 1 or 3 components. */
final class NativeDecoder {
  private NativeDecoder() {}

  static void load() {
    Loader.load(opencv_imgcodecs.class);
  }

  static Image decode(Format format, byte[] file, boolean gray) throws DecodeException {
    int flags =
        (gray ? opencv_imgcodecs.IMREAD_GRAYSCALE : opencv_imgcodecs.IMREAD_COLOR)
            | opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
    try (BytePointer bytes = new BytePointer(file);
        Mat content = new Mat(1, file.length, opencv_core.CV_8UC1, bytes);
        Mat decoded = opencv_imgcodecs.imdecode(content, flags)) {
      if (decoded == null || decoded.empty()) {
        throw DecodeProblems.damaged(format, "its pixels cannot be decoded");
      }
      byte[] samples = new byte[decoded.rows() * decoded.cols() * decoded.channels()];
      decoded.data().get(samples);
      if (!gray) {
        swapRedAndBlue(samples);
      }
      return Image.of(decoded.rows(), decoded.cols(), decoded.channels(), samples);
    } catch (RuntimeException e) {
      throw DecodeProblems.damaged(format, "its pixels cannot be decoded");
    }
  }

  private static void swapRedAndBlue(byte[] samples) {
    for (int i = 0; i < samples.length; i += 3) {
      byte blue = samples[i];
      samples[i] = samples[i + 2];
      samples[i + 2] = blue;
    }
  }
}
