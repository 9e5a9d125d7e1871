package org.blockwright.inference.metrics;

import java.util.OptionalDouble;

/**
 * The metrics of one class against the rest.
 *
 * @param name label of the class
 * @param support number of samples whose true class it is
 * @param predicted number of samples predicted as this class
 * @param recall TP/(TP+FN), also called sensitivity
 * @param precision TP/(TP+FP)
 * @param specificity TN/(TN+FP)
 * @param f1 2TP/(2TP+FP+FN)
 * @param oneVsRest (TP+TN)/total
 * @param auc area under the ROC curve of the class probability, from ranks with ties counted half
 *     (Mann and Whitney); empty if the class or the rest has no samples
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
