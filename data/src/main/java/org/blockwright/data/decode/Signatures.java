package org.blockwright.data.decode;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Recognizes unsupported formats by their first bytes, for error messages. */
final class Signatures {
  /** The number of bytes needed to recognize a format. */
  static final int LENGTH = 1024;

  /**
   * A format.
   *
   * @param isImage whether it is an image format, which can be converted
   * @param offset the offset of the signature
   * @param bytes the signature, one character per byte
   */
  private record Signature(String name, boolean isImage, int offset, String bytes) {}

  private static final List<Signature> ALL =
      List.of(
          image("DICOM (DICM)", 128, "DICM"),
          image("TIFF", 0, "II*\0"),
          image("TIFF", 0, "MM\0*"),
          image("BigTIFF", 0, "II+\0"),
          image("BigTIFF", 0, "MM\0+"),
          image("WebP", 8, "WEBP"),
          image("JPEG 2000", 0, "\0\0\0\fjP  \r\n"),
          image("JPEG 2000", 0, "\u00ff\u004f\u00ff\u0051"),
          image("JPEG XL", 0, "\0\0\0\fJXL \r\n"),
          image("JPEG XL", 0, "\u00ff\n"),
          image("PSD", 0, "8BPS"),
          image("XCF (GIMP)", 0, "gimp xcf"),
          image("OpenEXR", 0, "v/1\u0001"),
          image("Radiance HDR", 0, "#?RADIANCE"),
          image("Radiance HDR", 0, "#?RGBE"),
          image("QOI", 0, "qoif"),
          image("DDS", 0, "DDS "),
          image("JNG", 0, "\u008bJNG\r\n"),
          image("MNG", 0, "\u008aMNG\r\n"),
          image("BPG", 0, "BPG\u00fb"),
          image("FLIF", 0, "FLIF"),
          image("FITS", 0, "SIMPLE  ="),
          image("NIfTI", 344, "n+1\0"),
          image("WMF", 0, "\u00d7\u00cd\u00c6\u009a"),
          image("EMF", 40, " EMF"),
          image("Fujifilm raw", 0, "FUJIFILMCCD"),
          image("PostScript", 0, "%!PS"),
          image("PDF", 0, "%PDF-"),
          other("an AVI video", 8, "AVI "),
          other("a Matroska or WebM video", 0, "\u001aE\u00df\u00a3"),
          other("a zip archive", 0, "PK\u0003\u0004"),
          other("a gzip archive", 0, "\u001f\u008b"),
          other("an HDF5 file", 0, "\u0089HDF\r\n"),
          other("a NumPy array", 0, "\u0093NUMPY"),
          other("a Git LFS pointer", 0, "version https://git-lfs"));

  private Signatures() {}

  private static Signature image(String name, int at, String bytes) {
    return new Signature(name, true, at, bytes);
  }

  private static Signature other(String name, int at, String bytes) {
    return new Signature(name, false, at, bytes);
  }

  /** The reason to reject a file in a known unsupported format; empty for unknown formats. */
  static Optional<DecodeException> rejection(byte[] head) {
    Optional<DecodeException> isoMedia = isoMedia(head);
    if (isoMedia.isPresent()) {
      return isoMedia;
    }
    for (Signature s : ALL) {
      if (startsWith(head, s.offset, s.bytes)) {
        return Optional.of(s.isImage ? image(s.name) : other(s.name));
      }
    }
    if (isIcon(head)) {
      return Optional.of(image(head[2] == 1 ? "ICO" : "CUR"));
    }
    if (head.length > 2
        && head[0] == 'P'
        && head[1] >= '1'
        && head[1] <= '7'
        && Character.isWhitespace(head[2])) {
      return Optional.of(image("PNM"));
    }
    return textFormat(head);
  }

  private static DecodeException image(String name) {
    return DecodeProblems.unsupportedFormat(name);
  }

  private static DecodeException other(String name) {
    return DecodeProblems.notAnImage(name);
  }

  /** ISO base media files (ISO 14496-12): AVIF, HEIC and videos differ by their brands. */
  private static Optional<DecodeException> isoMedia(byte[] head) {
    if (!startsWith(head, 4, "ftyp")) {
      return Optional.empty();
    }
    int end = Math.min(head.length, (head[2] & 0xff) << 8 | head[3] & 0xff);
    StringBuilder brands = new StringBuilder();
    for (int at = 8; at + 4 <= end; at += 4) {
      brands.append(new String(head, at, 4, StandardCharsets.ISO_8859_1)).append(',');
    }
    String all = brands.toString();
    if (all.contains("avif") || all.contains("avis")) {
      return Optional.of(image("AVIF"));
    }
    if (all.matches("(?s).*(hei[cxms]|hev[cxms]|mif1|msf1).*")) {
      return Optional.of(image("HEIC"));
    }
    return Optional.of(
        all.startsWith("crx ") ? image("Canon raw (CR3)") : other("an MP4 or QuickTime video"));
  }

  /** Type 1 or 2, followed by the number of images, each with an entry of 16 bytes. */
  private static boolean isIcon(byte[] head) {
    return head.length >= 22
        && (startsWith(head, 0, "\0\0\u0001\0") || startsWith(head, 0, "\0\0\u0002\0"))
        && head[4] != 0
        && head[5] == 0
        && head[9] == 0;
  }

  private static Optional<DecodeException> textFormat(byte[] head) {
    String text =
        new String(head, StandardCharsets.ISO_8859_1)
            .replaceFirst("^\u00ef\u00bb\u00bf", "")
            .stripLeading()
            .toLowerCase(Locale.ROOT);
    if (text.startsWith("<svg") || text.startsWith("<?xml") && text.contains("<svg")) {
      return Optional.of(image("SVG"));
    }
    if (text.startsWith("<!doctype html") || text.startsWith("<html")) {
      return Optional.of(other("an HTML page"));
    }
    return Optional.empty();
  }

  /**
   * Whether a file has the given bytes at an offset.
   *
   * @param latin1 one character per byte
   */
  static boolean startsWith(byte[] file, int at, String latin1) {
    if (file.length < at + latin1.length()) {
      return false;
    }
    for (int i = 0; i < latin1.length(); i++) {
      if ((file[at + i] & 0xff) != latin1.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
