package org.blockwright.dsl.format;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserException;

/**
 * A parser that rejects, with its location, a second document and what would be an infinite or very
 * deep tree: an alias within its own anchor, and lists and maps that are nested too deeply.
 */
final class GuardedParser implements Parser {
  /** Maximum nesting depth of lists and maps; each nested sequence counts as two. */
  static final int MAX_DEPTH = 50;

  private final Parser parser;

  private boolean documentStarted;

  /** The anchors of the lists and maps that are open, innermost first. */
  private final Deque<Optional<String>> openAnchors = new ArrayDeque<>();

  GuardedParser(Parser parser) {
    this.parser = parser;
  }

  @Override
  public boolean checkEvent(Event.ID choice) {
    return parser.checkEvent(choice);
  }

  @Override
  public Event peekEvent() {
    return parser.peekEvent();
  }

  @Override
  public Event getEvent() {
    Event event = parser.getEvent();
    if (event instanceof DocumentStartEvent) {
      if (documentStarted) {
        throw syntaxError(
            event, "expected one YAML document, but a second one starts here. Merge them into one");
      }
      documentStarted = true;
    } else if (event instanceof CollectionStartEvent start) {
      openAnchors.push(Optional.ofNullable(start.getAnchor()));
      if (openAnchors.size() > MAX_DEPTH) {
        throw syntaxError(
            event, "lists and maps are nested more than %s levels deep".formatted(MAX_DEPTH));
      }
    } else if (event instanceof CollectionEndEvent) {
      openAnchors.pop();
    } else if (event instanceof AliasEvent alias
        && openAnchors.contains(Optional.of(alias.getAnchor()))) {
      throw syntaxError(
          event, "alias *%s is used within its own anchor".formatted(alias.getAnchor()));
    }
    return event;
  }

  private static MarkedYAMLException syntaxError(Event event, String problem) {
    return new ParserException(null, null, problem, event.getStartMark());
  }
}
