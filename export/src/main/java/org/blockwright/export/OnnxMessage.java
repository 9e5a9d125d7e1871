package org.blockwright.export;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A message of ONNX that is written field by field, so that no more than one array of weights is in
 * memory at a time. The numbers of fields are those of {@code onnx.proto3}, see {@link OnnxFields}.
 */
final class OnnxMessage {
  private static final int BLOCK = 1 << 14;

  /** A field with its tag. */
  private interface Field {
    /** Returns the number of bytes. */
    long size();

    void write(CodedOutputStream out) throws IOException;
  }

  private final List<Field> fields = new ArrayList<>();

  OnnxMessage add(int field, long value) {
    return add(
        CodedOutputStream.computeInt64Size(field, value), out -> out.writeInt64(field, value));
  }

  OnnxMessage add(int field, float value) {
    return add(
        CodedOutputStream.computeFloatSize(field, value), out -> out.writeFloat(field, value));
  }

  OnnxMessage add(int field, String text) {
    return add(
        CodedOutputStream.computeStringSize(field, text), out -> out.writeString(field, text));
  }

  OnnxMessage add(int field, List<String> texts) {
    texts.forEach(text -> add(field, text));
    return this;
  }

  OnnxMessage add(int field, OnnxMessage message) {
    fields.add(
        new Field() {
          @Override
          public long size() {
            return prefixSize(field, message.size()) + message.size();
          }

          @Override
          public void write(CodedOutputStream out) throws IOException {
            writePrefix(out, field, message.size());
            message.write(out);
          }
        });
    return this;
  }

  /** Adds integers, each with a tag, which every reader of protobuf understands. */
  OnnxMessage addAll(int field, long... values) {
    for (long value : values) {
      add(field, value);
    }
    return this;
  }

  /**
   * Adds floats as bytes, the lowest first.
   *
   * @param count number of values
   * @param values called when the message is written
   */
  OnnxMessage addBytes(int field, long count, Supplier<float[]> values) {
    long bytes = Float.BYTES * count;
    return add(
        prefixSize(field, bytes) + bytes,
        out -> {
          writePrefix(out, field, bytes);
          float[] all = values.get();
          if (all.length != count) {
            throw new IllegalStateException(count + " values expected, got " + all.length);
          }
          ByteBuffer block =
              ByteBuffer.allocate(BLOCK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
          for (int start = 0; start < all.length; start += BLOCK) {
            int length = Math.min(BLOCK, all.length - start);
            block.asFloatBuffer().put(all, start, length);
            out.write(block.array(), 0, length * Float.BYTES);
          }
        });
  }

  /** Writes a field. */
  private interface FieldWriter {
    void write(CodedOutputStream out) throws IOException;
  }

  private OnnxMessage add(long size, FieldWriter writer) {
    fields.add(
        new Field() {
          @Override
          public long size() {
            return size;
          }

          @Override
          public void write(CodedOutputStream out) throws IOException {
            writer.write(out);
          }
        });
    return this;
  }

  private static long prefixSize(int field, long bytes) {
    return CodedOutputStream.computeTagSize(field)
        + (long) CodedOutputStream.computeUInt64SizeNoTag(bytes);
  }

  private static void writePrefix(CodedOutputStream out, int field, long bytes) throws IOException {
    out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt64NoTag(bytes);
  }

  /** Returns the number of bytes. */
  long size() {
    return fields.stream().mapToLong(Field::size).sum();
  }

  void write(CodedOutputStream out) throws IOException {
    for (Field field : fields) {
      field.write(out);
    }
  }
}
