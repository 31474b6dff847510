;; Decodes the text of a module in place, as embed.js does in JavaScript. There it is a loop that runs only once, so no engine
;; optimises it, and it took a third of the import time.
(module
  (memory (export "memory") 0)
  (func (export "decode") (param $length i32) (result i32)
    (local $from i32) (local $to i32) (local $unit i32) (local $more i32)
    (loop $next
      (if (i32.eq (local.get $from) (local.get $length)) (then (return (local.get $to))))
      (local.set $unit (i32.load8_u (local.get $from)))
      (local.set $from (i32.add (local.get $from) (i32.const 1)))
      (if (i32.gt_u (local.get $unit) (i32.const 0x7c))
        (then
          (local.set $more (i32.mul (i32.sub (local.get $unit) (i32.const 0x7c)) (i32.const 91)))
          (br $next)))
      (i32.store8 (local.get $to)
        (i32.sub
          (i32.sub
            (i32.add (local.get $more) (i32.sub (local.get $unit) (i32.const 0x20)))
            (i32.gt_u (local.get $unit) (i32.const 0x22)))
          (i32.gt_u (local.get $unit) (i32.const 0x5c))))
      (local.set $to (i32.add (local.get $to) (i32.const 1)))
      (local.set $more (i32.const 0))
      (br $next))
    (unreachable)))
