package org.blockwright.training.report;

import com.google.common.collect.ImmutableMap;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.SplitMix64;
import org.blockwright.data.SkippedFile;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.Prediction;
import org.blockwright.training.History;

/** An example report: two runs with generated metrics and images, one better than the other. */
final class Examples {
  static final List<String> LABELS = List.of("COVID-19", "NORMAL", "PNEUMONIA");

  private Examples() {}

  static ReportData report() {
    RunSection with =
        run("with ImageNet weights", 3.2, 1)
            .notes(
                List.of(
                    "Trivial cues alone (size, brightness, borders) reach 0.836 balanced accuracy"
                        + " on these images: a value below that proves nothing."))
            .skipped(
                List.of(
                    new SkippedFile("train/NORMAL/broken.png", "truncated: 1,024 of 40,000 bytes"),
                    new SkippedFile("train/NORMAL/notes.txt", "not an image")));
    return ReportData.of(
            "Transfer learning on chest X-rays", List.of(with, run("from scratch", 0.9, 2)))
        .lead(
            "The same network, images and number of epochs: with ImageNet weights, and with random"
                + " weights.")
        .thumbnails(Examples::image);
  }

  static RunSection run(String name, double skill, long seed) {
    return RunSection.named(name)
        .command(
            "./blockwright train --model vgg16 --data xray --split 8:1:1 --group-by '(.*)-\\d+'"
                + " --freeze 'block*' --epochs 10")
        .provenance(
            ImmutableMap.<String, String>builder()
                .put(
                    "network",
                    "vgg16, truncated after block5/pool, head global-average, 14,716,227 parameters")
                .put(
                    "weights",
                    "imagenet, SHA-256"
                        + " bfe5187d0a272bed55ba430631598124cff8e880b98d38c9e56c8d66032abdc1")
                .put("data", "xray, 930 images in 3 classes, split 8:1:1 by patient")
                .put("optimizer", "adam, learning rate 0.001")
                .put("seed", "42")
                .put("machine", "2 cores, Java 17, oneDNN")
                .build())
        .summary(
            """
            block           kind              shape            parameters
            block1/conv1    conv 3x3          224x224x64            1,792
            block1/conv2    conv 3x3          224x224x64           36,928
            block1/pool     max pool 2x2      112x112x64                0
            ...
            head/pool       global average    512                       0
            head/dense      dense             3                     1,539
            """)
        .history(history(skill, seed))
        .withMeasurements("validation", measure(90, skill, seed))
        .withMeasurements("test", measure(93, skill, seed + 100));
  }

  private static History history(double skill, long seed) {
    SplitMix64 random = new SplitMix64(seed);
    History history = History.empty();
    for (int e = 1; e <= 10; e++) {
      double noise = random.nextDouble(-0.04, 0.04);
      double loss = 1.1 * Math.exp(-0.09 * skill * e) + 0.1;
      history =
          history.with(
              new History.Epoch(
                  e,
                  loss,
                  ImmutableMap.of(
                      "loss",
                      loss + 0.08 + 0.012 * e + noise,
                      "accuracy",
                      0.9 - 0.5 * Math.exp(-0.2 * skill * e) - noise / 2),
                  e < 8 ? 1e-3 : 1e-4,
                  20.5 + random.nextDouble(),
                  0.4,
                  e == 8 ? "learning rate lowered" : ""));
    }
    return history;
  }

  private static Measurements measure(int n, double skill, long seed) {
    SplitMix64 random = new SplitMix64(seed);
    List<Prediction> all = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int trueClass = i % 9 == 0 ? 0 : 1 + i % 2;
      double[] scores = new double[3];
      double sum = 0;
      for (int c = 0; c < 3; c++) {
        scores[c] = Math.exp(random.nextGaussian() * 1.3 + (c == trueClass ? skill : 0));
        sum += scores[c];
      }
      float[] probabilities = new float[3];
      for (int c = 0; c < 3; c++) {
        probabilities[c] = (float) (scores[c] / sum);
      }
      String key = LABELS.get(trueClass) + "/patient" + i * 2 / 3 + "-" + i + ".png";
      all.add(new Prediction(key, "patient" + i * 2 / 3, trueClass, probabilities));
    }
    return Measurements.of(LABELS, all, 42);
  }

  static Optional<BufferedImage> image(String key) {
    if (key.hashCode() % 11 == 0) {
      return Optional.empty();
    }
    BufferedImage image = new BufferedImage(640, 520, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = image.createGraphics();
    SplitMix64 random = new SplitMix64(key.hashCode());
    for (int i = 0; i < 30; i++) {
      int shade = 40 + random.nextInt(180);
      graphics.setColor(new Color(shade, shade, shade, 120));
      graphics.fillOval(random.nextInt(500), random.nextInt(400), 60 + random.nextInt(200), 90);
    }
    graphics.dispose();
    return Optional.of(image);
  }
}
