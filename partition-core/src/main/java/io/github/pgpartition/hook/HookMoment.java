package io.github.pgpartition.hook;

/** What hooks are asked and told about. */
public enum HookMoment {
    CREATE {
        @Override
        HookDecision before(PartitionHook hook, PartitionEvent event) throws Exception {
            return hook.beforeCreate(event);
        }

        @Override
        void after(PartitionHook hook, PartitionEvent event) throws Exception {
            hook.afterCreate(event);
        }
    },
    DETACH {
        @Override
        HookDecision before(PartitionHook hook, PartitionEvent event) throws Exception {
            return hook.beforeDetach(event);
        }

        @Override
        void after(PartitionHook hook, PartitionEvent event) throws Exception {
            hook.afterDetach(event);
        }
    },
    DROP {
        @Override
        HookDecision before(PartitionHook hook, PartitionEvent event) throws Exception {
            return hook.beforeDrop(event);
        }

        @Override
        void after(PartitionHook hook, PartitionEvent event) throws Exception {
            hook.afterDrop(event);
        }
    };

    abstract HookDecision before(PartitionHook hook, PartitionEvent event) throws Exception;

    abstract void after(PartitionHook hook, PartitionEvent event) throws Exception;
}
