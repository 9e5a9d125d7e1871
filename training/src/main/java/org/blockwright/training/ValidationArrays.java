package org.blockwright.training;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.data.Sample;
import org.blockwright.inference.PredictedTargets;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.Prediction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The results of an evaluation on the validation images as arrays, from which all metrics can be
 * computed again: the indices of the samples, and the units of each output.
 */
final class ValidationArrays {
  private static final String SAMPLES = "samples";

  private ValidationArrays() {}

  static Map<String, INDArray> of(ValidationResult result, TrainingData data) {
    Map<String, Integer> indices = new HashMap<>();
    List<Sample> samples = data.validation().orElseThrow().samples();
    for (int i = 0; i < samples.size(); i++) {
      indices.put(samples.get(i).key(), i);
    }
    ImmutableMap.Builder<String, INDArray> arrays = ImmutableMap.builder();
    boolean first = true;
    for (Map.Entry<String, Measurements> output : result.outputs().entrySet()) {
      List<Prediction> predictions = output.getValue().predictions();
      if (first) {
        arrays.put(
            SAMPLES,
            Nd4j.createFromArray(
                predictions.stream().mapToInt(p -> indices.get(p.key())).toArray()));
        first = false;
      }
      float[] units = new float[predictions.size() * predictions.get(0).outputs().length];
      int position = 0;
      for (Prediction prediction : predictions) {
        for (float unit : prediction.outputs()) {
          units[position++] = unit;
        }
      }
      arrays.put(name(output.getKey()), Nd4j.createFromArray(units));
    }
    return arrays.buildOrThrow();
  }

  private static String name(String output) {
    return "units/" + output;
  }

  /** Returns the result, with the metrics of the same predictions. */
  static ValidationResult restore(Map<String, INDArray> arrays, TrainingData data, long seed) {
    List<Sample> all = data.validation().orElseThrow().samples();
    PredictedTargets predicted = data.predicted();
    int[] samples = arrays.get(SAMPLES).toIntVector();
    List<List<Prediction>> predictions = new ArrayList<>();
    for (int k = 0; k < predicted.outputs().size(); k++) {
      float[] units = arrays.get(name(predicted.outputs().get(k).name())).toFloatVector();
      int width = units.length / samples.length;
      List<Prediction> ofOutput = new ArrayList<>();
      for (int i = 0; i < samples.length; i++) {
        float[] row = new float[width];
        System.arraycopy(units, i * width, row, 0, width);
        ofOutput.add(predicted.prediction(all.get(samples[i]), k, row));
      }
      predictions.add(ofOutput);
    }
    Map<String, Measurements> outputs = new LinkedHashMap<>(predicted.measure(predictions, seed));
    arrays.values().forEach(INDArray::close);
    return new ValidationResult(outputs, predicted.loss(outputs));
  }
}
