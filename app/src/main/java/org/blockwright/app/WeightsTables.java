package org.blockwright.app;

import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.blockwright.base.Table;
import org.blockwright.weights.FileArray;
import org.blockwright.weights.Provenance;
import org.blockwright.weights.WeightsInspection;
import org.blockwright.weights.WeightsInspection.Fit;
import org.blockwright.weights.WeightsInspection.Statistics;
import org.blockwright.weights.WeightsInspection.Tensor;
import org.blockwright.weights.registry.WeightsEntry;
import org.blockwright.weights.registry.WeightsStore;

/** Published weights and weights files as tables. */
final class WeightsTables {
  private WeightsTables() {}

  /** One line for each entry. */
  static String list(List<WeightsEntry> entries, WeightsStore store) {
    Table table =
        new Table(
            "name", "network", "input", "preprocessing", "parameters", "MB", "top-1 %", "file");
    for (WeightsEntry entry : entries) {
      table.row(
          entry.name(),
          entry.network(),
          entry.input().toString(),
          entry.preprocessing().name(),
          entry.parameters().isPresent() ? number(entry.parameters().getAsLong()) : "",
          entry.bytes().isPresent() ? megabytes(entry.bytes().getAsLong()) : "",
          entry.top1().isPresent() ? String.valueOf(entry.top1().getAsDouble()) : "",
          availability(entry, store));
    }
    return table.toString();
  }

  private static String availability(WeightsEntry entry, WeightsStore store) {
    String kind = entry.isImportOnly() ? "to import" : "to download";
    String text = Files.exists(store.path(entry)) ? "in the cache" : kind;
    return entry.isVerified() ? text : text + ", not verified";
  }

  /** Everything about the weights of a network. */
  static String details(List<WeightsEntry> entries) {
    Table table = new Table("weights", "default", "preprocessing", "input", "top-1 %", "license");
    for (WeightsEntry entry : entries) {
      table.row(
          entry.name(),
          entry.isDefault() ? "yes" : "",
          entry.preprocessing().name(),
          entry.input().toString(),
          entry.top1().isPresent() ? String.valueOf(entry.top1().getAsDouble()) : "",
          entry.license());
    }
    return table.toString();
  }

  /** A file: where it comes from, what it fits, and its arrays. */
  static String inspection(
      Provenance file, Optional<WeightsEntry> entry, WeightsInspection inspection) {
    Table head = new Table("file", file.file().toString());
    head.row("bytes", number(file.bytes()));
    head.row("SHA-256", file.sha256());
    head.row("format", "%s, Keras %s".formatted(file.format(), file.kerasVersion()));
    head.row(
        "parameters", number(inspection.arrays().stream().mapToLong(a -> a.array().size()).sum()));
    head.row("known as", entry.map(WeightsTables::known).orElse("unknown"));
    if (inspection.fits().isEmpty()) {
      head.row("fits", "no network of the zoo");
    }
    inspection.fits().forEach(fit -> head.row("fits", fit(fit)));
    return "%s%n%n%s".formatted(head, arrays(inspection.arrays()));
  }

  private static String known(WeightsEntry entry) {
    return "%s: preprocessing %s, input %s, license %s"
        .formatted(entry.name(), entry.preprocessing().name(), entry.input(), entry.license());
  }

  private static String fit(Fit fit) {
    String part =
        fit.nextLayer()
            .map(
                layer ->
                    "the first %s layers with weights, before %s".formatted(fit.layers(), layer))
            .orElse(fit.withHead() ? "with its head" : "without its head");
    return fit.network() + ", " + part;
  }

  private static Table arrays(List<Tensor> arrays) {
    Table table = new Table("layer", "array", "shape", "type", "min", "max", "mean", "std");
    for (Tensor tensor : arrays) {
      FileArray array = tensor.array();
      table.row(
          array.layer(),
          array.name(),
          array.shape().isEmpty()
              ? "scalar"
              : array.shape().toString().replaceAll("[\\[\\] ]", "").replace(",", "x"),
          tensor.type(),
          value(tensor.statistics().map(Statistics::min)),
          value(tensor.statistics().map(Statistics::max)),
          value(tensor.statistics().map(Statistics::mean)),
          value(tensor.statistics().map(Statistics::std)));
    }
    return table;
  }

  private static String value(Optional<Double> value) {
    return value.map(v -> String.format(Locale.ROOT, "%.6f", v)).orElse("");
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
  }
}
