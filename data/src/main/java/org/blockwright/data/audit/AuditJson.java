package org.blockwright.data.audit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report of an audit as maps, lists and numbers, to be written as JSON. */
public final class AuditJson {
  private AuditJson() {}

  /** Returns the complete report. */
  public static Map<String, Object> of(Audit audit) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("images", audit.images());
    json.put("examined", audit.examined());
    json.put("classes", audit.classes());
    json.put("unreadable", audit.unreadable());
    json.put("duplicates", audit.duplicates().stream().map(AuditJson::pair).toList());
    json.put("groups_in_several_subsets", audit.groupsInSeveralSubsets());
    json.put("groups_in_several_classes", audit.groupsInSeveralClasses());
    audit.leak().ifPresent(leak -> json.put("leak", leak(leak)));
    json.put("findings", audit.findings().stream().map(AuditJson::finding).toList());
    return json;
  }

  private static Map<String, Object> finding(Finding finding) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", finding.kind().id());
    json.put("severity", finding.severity().toString());
    json.put("text", finding.text());
    return json;
  }

  private static Map<String, Object> pair(DuplicatePair pair) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", pair.kind().toString());
    json.put("first", pair.first());
    json.put("second", pair.second());
    json.put("distance", pair.distance());
    json.put("correlation", pair.correlation());
    json.put("across_subsets", pair.crossesSubsets());
    json.put("across_classes", pair.crossesClasses());
    return json;
  }

  private static Map<String, Object> leak(LeakCheck leak) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("verdict", leak.verdict().toString());
    json.put("chance", 1.0 / leak.classes());
    json.put("all", score(leak.all(), leak.classes()));
    json.put("form", score(leak.form(), leak.classes()));
    json.put("tone", score(leak.tone(), leak.classes()));
    json.put("recalls", withoutNaN(leak.recalls()));
    Map<String, Double> single = new LinkedHashMap<>();
    leak.single().forEach((cue, score) -> single.put(cue.key(), score));
    json.put("single_cues", withoutNaN(single));
    return json;
  }

  private static Map<String, Object> score(LeakScore score, int classes) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("balanced_accuracy", score.balancedAccuracy());
    json.put("interval", List.of(score.low(), score.high()));
    json.put("skill", score.skill(classes));
    return json;
  }

  /** JSON has no NaN. */
  private static Map<String, Double> withoutNaN(Map<String, Double> values) {
    Map<String, Double> out = new LinkedHashMap<>();
    values.forEach((name, value) -> out.put(name, value.isNaN() ? null : value));
    return out;
  }
}
