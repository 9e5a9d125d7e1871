package org.blockwright.inference.metrics;

import java.util.OptionalDouble;

/**
 * The figures of one class against the rest.
 *
 * @param name its label
 * @param support how many samples truly are of it
 * @param predicted how many were taken for it
 * @param recall TP/(TP+FN), also called sensitivity
 * @param precision TP/(TP+FP)
 * @param specificity TN/(TN+FP)
 * @param f1 2TP/(2TP+FP+FN)
 * @param oneVsRest (TP+TN)/all
 * @param auc area under the ROC curve of the class's probability, by ranks, ties half (Mann and
 *     Whitney); empty where the class or the rest has no sample
 */
public record ClassMeasurements(
    String name,
    long support,
    long predicted,
    MetricValue recall,
    MetricValue precision,
    MetricValue specificity,
    MetricValue f1,
    MetricValue oneVsRest,
    OptionalDouble auc) {}
