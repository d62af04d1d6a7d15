package io.github.pgpartition.hook;

import static java.util.Objects.requireNonNull;

/** What a hook says to something that is about to happen. It is asked again at each pass, whatever it says. */
public sealed interface HookDecision permits HookDecision.Proceed, HookDecision.Postpone, HookDecision.Veto {

    static HookDecision proceed() {
        return Proceed.NOW;
    }

    /** Not now: the step is deferred, which is no failure and needs nobody's attention. */
    static HookDecision postpone(String reason) {
        return new Postpone(reason);
    }

    /** Not at all: every report has a note that says so. */
    static HookDecision veto(String reason) {
        return new Veto(reason);
    }

    /** It may be done. */
    enum Proceed implements HookDecision {
        NOW
    }

    record Postpone(String reason) implements HookDecision {
        public Postpone {
            requireNonNull(reason, "reason");
        }
    }

    record Veto(String reason) implements HookDecision {
        public Veto {
            requireNonNull(reason, "reason");
        }
    }
}
