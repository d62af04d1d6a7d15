package io.github.pgpartition.liquibase.parser;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import liquibase.change.ConstraintsConfig;
import liquibase.parser.core.ParsedNode;
import liquibase.parser.core.ParsedNodeException;
import org.jspecify.annotations.Nullable;

/**
 * One change as the parser hands it over, made strict. Liquibase ignores keys that it does not know in YAML and JSON, keeps only the
 * last of a list of bare maps, and reads "yes" as false; here each of these is a problem for {@code validate} to report.
 */
public final class ChangeNode {

    private static final String VALUE_LIST = "values";
    private static final Set<String> BOUNDS = Set.of(VALUE_LIST, "value", "startRange", "endRange", "start", "end");

    private final String change;
    private final Map<String, Class<?>> attributes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<Block> blocks;
    private final List<String> problems = new ArrayList<>();
    private final List<String> bareNumbers = new ArrayList<>();
    private final ParsedNode strict;

    /**
     * @param attributes the attributes of the change and their types
     * @param blocks     the lists of elements that the change takes
     */
    public ChangeNode(ParsedNode node, Map<String, Class<?>> attributes, List<Block> blocks)
            throws ParsedNodeException {
        this.change = node.getName();
        this.attributes.putAll(attributes);
        this.blocks = List.copyOf(blocks);
        this.strict = new ParsedNode(node.getNamespace(), node.getName());
        if (node.getValue() != null) {
            problem("has the text '" + NodeText.of(node.getValue()) + "' where attributes are expected");
        }
        for (ParsedNode child : node.getChildren()) {
            read(child);
        }
    }

    /** The change as core's loader can take it: values as text, elements as children. */
    public ParsedNode strict() {
        return strict;
    }

    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** Bounds that YAML has read as whole numbers, so that nobody knows how they were written: 7, 007 or 0x7. */
    public List<String> bareNumbers() {
        return List.copyOf(bareNumbers);
    }

    private void read(ParsedNode child) throws ParsedNodeException {
        Optional<Block> list = block(Block.list(child.getName()));
        Optional<Block> element = block(Block.element(child.getName()));
        if (element.isPresent()) {
            element(element.get(), child);
        } else if (list.isPresent() && !child.getChildren().isEmpty()) {
            list(list.get(), child);
        } else if (attributes.containsKey(child.getName())) {
            attribute(child);
        } else if (list.isEmpty()) {
            problem("has no attribute '" + child.getName() + "'. It takes " + known());
        } else if (child.getValue() != null) {
            problem("needs a list of '" + list.get().element() + "' in '" + child.getName() + "'");
        }
    }

    private void list(Block block, ParsedNode list) throws ParsedNodeException {
        if (list.getValue() != null) {
            problem("has bare values beside the elements of '" + list.getName() + "'");
        }
        for (ParsedNode child : list.getChildren()) {
            if (child.getName().equalsIgnoreCase(block.element())) {
                element(block, child);
            } else {
                problem("has '" + child.getName() + "' in '" + list.getName() + "', where every entry must begin with '"
                        + block.element() + ":'");
            }
        }
    }

    private void element(Block block, ParsedNode element) throws ParsedNodeException {
        if (block.isCoreColumn()) {
            checkConstraints(element);
            strict.addChild(element);
            return;
        }
        ParsedNode copy = new ParsedNode(null, block.element());
        if (element.getChildren().isEmpty() && block.keys().size() == 1) {
            copy.addChild(null, block.keys().keySet().iterator().next(), text(element));
        }
        for (ParsedNode child : element.getChildren()) {
            if (block.keys().containsKey(child.getName()) && child.getChildren().isEmpty()) {
                element(block, copy, child);
            } else {
                problem("has no attribute '" + child.getName() + "' in '" + block.element() + "'. It takes "
                        + block.keys().keySet().stream().sorted().collect(joining(", ")));
            }
        }
        strict.addChild(copy);
    }

    private void element(Block block, ParsedNode copy, ParsedNode attribute) throws ParsedNodeException {
        String text = text(attribute);
        Optional<String> why = text == null
                ? Optional.empty()
                : NodeText.typeProblem(text, block.keys().get(attribute.getName()));
        if (why.isPresent()) {
            problem("has '" + text + "' in '" + attribute.getName() + "' of '" + block.element() + "', which is "
                    + why.get());
        } else {
            copy.addChild(null, attribute.getName(), text);
        }
    }

    private void checkConstraints(ParsedNode column) throws ParsedNodeException {
        ParsedNode constraints = column.getChild(null, "constraints");
        if (constraints != null) {
            var known = new ConstraintsConfig().getSerializableFields();
            constraints.getChildren().stream()
                    .map(ParsedNode::getName)
                    .filter(name -> known.stream().noneMatch(name::equalsIgnoreCase))
                    .forEach(name -> problem("has no attribute '" + name + "' in 'constraints'"));
        }
    }

    private void attribute(ParsedNode child) throws ParsedNodeException {
        if (!child.getChildren().isEmpty()) {
            problem("needs one value in '" + child.getName() + "', and not a block");
            return;
        }
        String text = text(child);
        if (text == null) {
            return;
        }
        NodeText.typeProblem(text, attributes.get(child.getName()))
                .ifPresentOrElse(
                        why -> problem("has '" + text + "' in '" + child.getName() + "', which is " + why),
                        () -> add(child.getName(), text));
    }

    private void add(String name, String text) {
        strict.getChildren(null, name).stream().findFirst().ifPresent(twice -> problem("has '" + name + "' twice"));
        try {
            strict.removeChild(null, name).addChild(null, name, text);
        } catch (ParsedNodeException e) {
            throw new IllegalStateException(e);
        }
    }

    /** YAML reads a bare NULL as nothing; among values it is the keyword. */
    private @Nullable String text(ParsedNode node) {
        Object value = node.getValue();
        boolean amongValues =
                node.getName().equalsIgnoreCase(VALUE_LIST) || node.getName().equalsIgnoreCase("value");
        if (value == null) {
            return amongValues ? "NULL" : null;
        }
        if (value instanceof List<?> list && !node.getName().equalsIgnoreCase(VALUE_LIST)) {
            problem("needs one value in '" + node.getName() + "', and not a list of " + list.size());
            return null;
        }
        String text = NodeText.of(value);
        if (NodeText.isUnquotedTime(text)) {
            problem("has a time without quotes in '" + node.getName()
                    + "', whose zone YAML has lost. Put it in quotes");
        }
        if (isText(node.getName())) {
            NodeText.ambiguous(value)
                    .forEach(bare -> problem("has " + bare + " without quotes in '" + node.getName()
                            + "', which YAML may have made of something else, as of yes, no or 1e3. Put it in quotes"));
        }
        if (BOUNDS.contains(node.getName())) {
            bareNumbers.addAll(NodeText.wholeNumbers(value));
        }
        return text;
    }

    private boolean isText(String name) {
        return BOUNDS.contains(name) || attributes.get(name) == String.class;
    }

    private Optional<Block> block(Predicate<Block> wanted) {
        return blocks.stream().filter(wanted).findFirst();
    }

    private String known() {
        return Stream.concat(
                        attributes.keySet().stream(),
                        blocks.stream().map(Block::list).filter(list -> !attributes.containsKey(list)))
                .sorted()
                .collect(joining(", "));
    }

    private void problem(String what) {
        problems.add(change + " " + what + ".");
    }
}
