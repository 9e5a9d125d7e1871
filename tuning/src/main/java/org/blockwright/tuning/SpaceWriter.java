package org.blockwright.tuning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a space as YAML, see {@link Space}. */
final class SpaceWriter {
  private SpaceWriter() {}

  /** Converts a space to the structure of its YAML file, which study.json contains too. */
  static Map<String, Object> toMap(Space space) {
    var map = new LinkedHashMap<String, Object>();
    for (Parameter p : space.parameters()) {
      map.put(p.name(), toMap(p, space.conditions(p.name())));
    }
    return map;
  }

  static String write(Space space) {
    try {
      return YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .build()
          .writeValueAsString(toMap(space));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object toMap(Parameter parameter, List<Condition> conditions) {
    var map = new LinkedHashMap<String, Object>();
    if (parameter instanceof IntegerParameter p) {
      map.put("integer", List.of(p.low(), p.high()));
      if (p.step() != 1) {
        map.put("step", p.step());
      }
      if (p.logUniform()) {
        map.put("log", true);
      }
    } else if (parameter instanceof RealParameter p) {
      map.put("real", List.of(p.low(), p.high()));
      if (p.step() != 0) {
        map.put("step", p.step());
      }
      if (p.logUniform()) {
        map.put("log", true);
      }
    } else if (parameter instanceof ChoiceParameter p) {
      map.put("choice", p.options());
    } else if (conditions.isEmpty()) {
      return "bool";
    } else {
      map.put("bool", true);
    }
    if (!conditions.isEmpty()) {
      var when = new LinkedHashMap<String, Object>();
      conditions.forEach(c -> when.put(c.parameter(), c.values()));
      map.put("when", when);
    }
    return map;
  }
}
