package org.blockwright.serve;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Promise;

/** Finds the image in a body: the body itself, or the file of a multipart form. */
final class ImageBody {
  private static final String MULTIPART = "multipart/form-data";
  private static final int MAX_PARTS = 16;
  private static final int MAX_PART_HEADERS = 8192;

  private ImageBody() {}

  /**
   * Returns the bytes of the image file.
   *
   * @param contentType the header; may be null
   * @throws HttpProblem if there is not exactly one, or the form is not valid
   */
  static byte[] image(byte[] body, String contentType) {
    byte[] image =
        contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith(MULTIPART)
            ? file(body, contentType)
            : body;
    if (image.length == 0) {
      throw ServeProblems.emptyBody();
    }
    return image;
  }

  private static byte[] file(byte[] body, String contentType) {
    String boundary = MultiPart.extractBoundary(contentType);
    if (boundary == null) {
      throw ServeProblems.invalidMultipart("the header Content-Type has no boundary");
    }
    MultiPartFormData.Parser parser = new MultiPartFormData.Parser(boundary);
    parser.setMaxParts(MAX_PARTS);
    parser.setPartHeadersMaxLength(MAX_PART_HEADERS);
    // Never to a file: the body is in memory and its size was checked.
    parser.setUseFilesForPartsWithoutFileName(false);
    parser.setMaxMemoryFileSize(-1);
    parser.setMaxFileSize(-1);
    parser.setMaxLength(-1);
    try (MultiPartFormData.Parts parts = parts(parser, body)) {
      List<byte[]> files = new ArrayList<>();
      for (MultiPart.Part part : parts) {
        if (part.getFileName() != null || isImage(part)) {
          files.add(bytes(part));
        }
      }
      if (files.size() != 1) {
        throw ServeProblems.imageCount(files.size());
      }
      return files.get(0);
    } catch (CompletionException e) {
      throw ServeProblems.invalidMultipart(reason(e.getCause()));
    } catch (java.io.IOException | IllegalArgumentException | IllegalStateException e) {
      throw ServeProblems.invalidMultipart(reason(e));
    }
  }

  private static MultiPartFormData.Parts parts(MultiPartFormData.Parser parser, byte[] body) {
    CompletableFuture<MultiPartFormData.Parts> parts = new CompletableFuture<>();
    parser.parse(
        Content.Source.from(ByteBuffer.wrap(body)),
        new Promise.Invocable<>() {
          @Override
          public void succeeded(MultiPartFormData.Parts result) {
            parts.complete(result);
          }

          @Override
          public void failed(Throwable cause) {
            parts.completeExceptionally(cause);
          }
        });
    return parts.join();
  }

  private static boolean isImage(MultiPart.Part part) {
    HttpField type = part.getHeaders().getField("Content-Type");
    return type != null && type.getValue().toLowerCase(Locale.ROOT).startsWith("image/");
  }

  private static byte[] bytes(MultiPart.Part part) throws java.io.IOException {
    ByteBuffer content = Content.Source.asByteBuffer(part.getContentSource());
    byte[] bytes = new byte[content.remaining()];
    content.get(bytes);
    return bytes;
  }

  private static String reason(Throwable cause) {
    return cause == null || cause.getMessage() == null
        ? "it cannot be parsed"
        : ServeProblems.shown(cause.getMessage());
  }
}
