package io.github.pgpartition.model;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.SqlLiteral;

/** One value of a bound. */
public sealed interface BoundValue
        permits BoundValue.Literal, BoundValue.MinValue, BoundValue.MaxValue, BoundValue.Null {

    BoundValue MINVALUE = new MinValue();
    BoundValue MAXVALUE = new MaxValue();
    BoundValue NULL = new Null();

    static BoundValue of(String text) {
        return new Literal(text);
    }

    static BoundValue of(long number) {
        return new Literal(Long.toString(number));
    }

    String sql();

    /** A value in the text form of its type, unquoted; the server reads it as the type of the key column. */
    record Literal(String text) implements BoundValue {
        public Literal {
            requireNonNull(text, "text");
        }

        @Override
        public String sql() {
            return SqlLiteral.quote(text);
        }
    }

    /** Below every value; range bounds only. */
    record MinValue() implements BoundValue {
        @Override
        public String sql() {
            return "MINVALUE";
        }
    }

    /** Above every value; range bounds only. */
    record MaxValue() implements BoundValue {
        @Override
        public String sql() {
            return "MAXVALUE";
        }
    }

    /** The null value; list bounds only. */
    record Null() implements BoundValue {
        @Override
        public String sql() {
            return "NULL";
        }
    }
}
