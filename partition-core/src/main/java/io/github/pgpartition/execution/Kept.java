package io.github.pgpartition.execution;

/** A step is not done, for a reason that lies in the data or in other objects. Nothing is wrong with the pass. */
final class Kept extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Kept(String why) {
        super(why);
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
