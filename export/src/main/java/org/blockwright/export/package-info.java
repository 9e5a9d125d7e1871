/**
 * Writes models in other formats. {@link org.blockwright.export.OnnxExport} writes ONNX:
 *
 * <pre>{@code
 * OnnxExport.of(model).withPreprocessing().write(Path.of("model.onnx"));
 * }</pre>
 */
package org.blockwright.export;
